@echo off
rem Cai dat thidua tu thu muc nay: khong can Internet, khong can quyen quan tri.
rem   cai-dat.cmd [thu muc cai dat]
rem THIDUA_NO_PAUSE=1: khong cho bam phim khi xong.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
if exist "%HERE%python\python.exe" goto embedded
for %%V in (3.14 3.13 3.12 3.11) do py -%%V -c "" >nul 2>nul && set "VERSION=%%V"&& goto launcher
python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul && goto path
echo Khong thay Python 3.11 den 3.14 tren may nay. Xem muc 2 cua DOC-TRUOC.txt.
set "STATUS=3"
goto done

:embedded
"%HERE%python\python.exe" "%HERE%cai_dat.py" %*
set "STATUS=%ERRORLEVEL%"
goto done

:launcher
py -%VERSION% "%HERE%cai_dat.py" %*
set "STATUS=%ERRORLEVEL%"
goto done

:path
python "%HERE%cai_dat.py" %*
set "STATUS=%ERRORLEVEL%"
goto done

:done
if not defined THIDUA_NO_PAUSE pause
exit /b %STATUS%
