#!/usr/bin/env bash
# What the tests need besides Python: Chromium, PostgreSQL, pdftoppm, LibreOffice; from Debian when we may, else one line says what.
set -euo pipefail
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql)
command -v pdftoppm >/dev/null || wanted+=(poppler-utils)
command -v soffice >/dev/null || wanted+=(libreoffice-writer-nogui)
[ ${#wanted[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo="sudo -n"; else
  echo "Missing for the tests; please run: sudo apt-get install ${wanted[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
echo "Installing ${wanted[*]} from Debian…"
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${wanted[@]}" fonts-noto-core >/dev/null
