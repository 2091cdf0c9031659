#!/usr/bin/env bash
# A pull request with what a target has written into a file; nothing when the file is as it was.
# FILE: path from the root; BRANCH, TITLE, BODY of the pull request; BASE: the branch it is for; GH_TOKEN with contents: write and pull-requests: write.
set -euo pipefail
: "${FILE:?}" "${BRANCH:?}" "${TITLE:?}" "${BODY:?}" "${BASE:?}"

if [ -z "$(git status --porcelain -- "$FILE")" ]; then
  echo "$FILE is up to date."
  exit 0
fi

git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git switch -c "$BRANCH"
git add -- "$FILE"
git commit -m "$TITLE"
gh auth setup-git # the token reaches git from the environment, not from its command line
git push --force origin "$BRANCH"
if [ -z "$(gh pr list --head "$BRANCH" --state open --json number --jq '.[].number')" ]; then
  gh pr create --base "$BASE" --head "$BRANCH" --title "$TITLE" --body "$BODY

Runs of this token start no checks by themselves: close and reopen the pull request to start them."
fi
