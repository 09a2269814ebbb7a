"""The machine and the processes on it: whose unfinished work a file is."""

from __future__ import annotations

import functools
import hashlib
import os
import sys

_WAIT_TIMEOUT = 258
_NO_SUCH_PROCESS = 87
_SYNCHRONIZE = 0x00100000


def host() -> str:
    """The machine's name in the network."""
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


@functools.cache
def machine_name() -> str:
    """Eight hexadecimal digits for this machine, fit for a file name."""
    return hashlib.sha256(host().encode()).hexdigest()[:8]


def runs(process: int) -> bool:
    """Whether a process of that number runs on this machine; in doubt, it does."""
    if sys.platform == "win32":
        return _runs_on_windows(process)
    try:
        os.kill(process, 0)  # signal 0 asks only; on Windows it would end the process
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # another user's
        return True
    return True


def _runs_on_windows(process: int) -> bool:
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, process)
    if not handle:
        return ctypes.get_last_error() != _NO_SUCH_PROCESS
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == _WAIT_TIMEOUT)
    finally:
        kernel.CloseHandle(handle)
