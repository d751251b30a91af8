# Sourced by backup.sh and restore.sh: DATABASE_URL for PostgreSQL's programs.
# The password goes through the environment, because arguments are readable by everyone on the machine.
: "${DATABASE_URL:?DATABASE_URL is not set}" "${MEDIA_DIR:?MEDIA_DIR is not set}"
case "$DATABASE_URL" in
  postgres://* | postgresql://*) ;;
  *) echo "DATABASE_URL is not PostgreSQL's" >&2; exit 2 ;;
esac
if [[ "$DATABASE_URL" =~ ^([a-z]+://[^:/@]+):([^@]*)@(.*)$ ]]; then
  encoded=${BASH_REMATCH[2]}
  PGPASSWORD=$(printf '%b' "${encoded//%/\\x}")
  export PGPASSWORD
  DATABASE="${BASH_REMATCH[1]}@${BASH_REMATCH[3]}"
else
  DATABASE=$DATABASE_URL
fi
