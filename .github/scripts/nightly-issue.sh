#!/usr/bin/env bash
# One open issue while the nightly fails: opened on the first failure, a comment on each further one, closed on recovery.
# RESULT: success, or what failed; RUN_URL; GH_TOKEN with issues: write.
set -euo pipefail

readonly title='The nightly checks fail'

number=$(gh issue list --state open --limit 200 --json number,title --jq "[.[] | select(.title == \"$title\")][0].number // empty")

if [ "$RESULT" = success ]; then
  if [ -n "$number" ]; then
    gh issue close "$number" --comment "The nightly checks pass again: $RUN_URL"
  fi
elif [ -n "$number" ]; then
  gh issue comment "$number" --body "Still ($RESULT): $RUN_URL"
else
  gh issue create --title "$title" --body "The run ended with: $RESULT. $RUN_URL

Its summary names the checks that failed, what was seen, and the next command; docs/runbooks has a page for each kind of bad day.
This issue is closed by the first nightly that passes."
fi
