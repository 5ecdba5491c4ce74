#!/bin/sh
# With arguments: as `discograph` does. Without: publish now what is missing of this week, then
# look again every day at six in the morning of TZ, for a week begins with its person's own Monday.
set -eu
[ "$#" -eq 0 ] || exec discograph "$@"

while true; do
  if ! discograph weekly; then
    next='+1 hour'
  elif [ "$(date +%H)" -lt 6 ]; then
    next='today 06:00'
  else
    next='tomorrow 06:00'
  fi
  echo "again at $(date -d "$next" '+%F %R %Z')"
  at=$(date -d "$next" +%s)
  while [ "$(date +%s)" -lt "$at" ]; do # a machine that was asleep must not sleep on
    sleep 60
  done
done
