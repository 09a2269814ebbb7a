#!/usr/bin/env bash
# What the checkout needs from the operating system, installed through apt-get when missing.
#
#   tools/system.sh venv PYTHON   PYTHON can make virtual environments
#   tools/system.sh office        LibreOffice and pdftoppm, which the tests drive
#
# Quiet and quick when nothing is missing; fails, saying what to install, when it cannot.
set -euo pipefail

install_packages() {
    local apt=(apt-get)
    if [ "$(id -u)" -ne 0 ]; then
        apt=(sudo -n apt-get)
    fi
    echo "Installing with apt-get: $*"
    if command -v apt-get >/dev/null; then
        "${apt[@]}" update -qq || true
        DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "$@" \
            >/dev/null && return 0
    fi
    echo "Cannot install these here; install them yourself and try again: $*" >&2
    return 1
}

venv() {
    local python=$1
    if [ -z "$python" ]; then
        echo "Python 3.11, 3.12, 3.13 or 3.14 is needed (PYTHON=/path/to/python3.11)." >&2
        return 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        "$python" -c 'import ensurepip, venv'
    fi
}

has() { # PACKAGE: is what it brings there, whoever brought it?
    local soffice
    case $1 in
    libreoffice-calc | libreoffice-writer)
        soffice=$(command -v soffice) || return 1
        soffice=$(dirname "$(readlink -f "$soffice")")
        case $1 in
        *-calc) [ -e "$soffice/libsclo.so" ] ;;
        *-writer) [ -e "$soffice/libswlo.so" ] ;;
        esac
        ;;
    python3-uno) /usr/bin/python3 -c 'import uno' 2>/dev/null ;;
    poppler-utils) command -v pdftoppm >/dev/null ;;
    fonts-liberation)
        compgen -G '/usr/share/fonts/*/liberation*' >/dev/null || fc-list 2>/dev/null | grep -q Liberation
        ;;
    esac
}

office() {
    local package missing=()
    for package in libreoffice-calc libreoffice-writer python3-uno poppler-utils fonts-liberation; do
        has "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    install_packages "${missing[@]}"
    for package in "${missing[@]}"; do
        has "$package" || { echo "$package is installed but does not work." >&2; return 1; }
    done
}

"$@"
