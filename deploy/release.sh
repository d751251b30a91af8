#!/usr/bin/env bash
# release.sh: make this checkout ready to serve. Run as the service's account, before `current` points here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python3 -m scripts.bootstrap assets directory production
set -a
source "${CIVIC_ENV:-/etc/civic/civic.env}"
set +a
export DJANGO_SETTINGS_MODULE=config.settings.base
.venv/bin/python manage.py check --deploy
.venv/bin/python manage.py collectstatic --no-input --verbosity 0
.venv/bin/python manage.py migrate --no-input
