#!/bin/sh
# Finds Python 3.11 (installs Debian's where it may) and hands over to setup.py, which does the rest: `setup.sh run|test|test-postgres`.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

is_python_311() {
  "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1
}

hand_over() {
  python=$1
  shift
  exec "$python" "$root/scripts/setup.py" "$@"
}

# A finished set-up has left its stamp: then its own Python is the quickest to ask.
if [ -f "$root/.venv/requirements.sha256" ] && is_python_311 "$root/.venv/bin/python"; then
  hand_over "$root/.venv/bin/python" "$@"
fi
for candidate in python3.11 python3; do
  if is_python_311 "$candidate"; then hand_over "$candidate" "$@"; fi
done

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
  echo "Installing Debian's python3.11 …" >&2
  $as_root apt-get update -qq >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv >/dev/null 2>&1 || true
  if is_python_311 python3.11; then hand_over python3.11 "$@"; fi
fi
echo "TripSplit needs Python 3.11 (on Debian 12: apt-get install python3.11 python3.11-venv)." >&2
exit 2
