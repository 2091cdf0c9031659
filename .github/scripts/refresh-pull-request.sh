#!/usr/bin/env bash
# A pull request with the base image's new digest; nothing when it has not moved. GH_TOKEN with contents: write and pull-requests: write; BASE: branch.
set -euo pipefail

readonly file=images/elasticsearch/base.lock.json branch=refresh/base-image title='Base image: its present digest'

if [ -z "$(git status --porcelain -- "$file")" ]; then
  echo "$file is up to date."
  exit 0
fi

git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git switch -c "$branch"
git add -- "$file"
git commit -m "$title"
gh auth setup-git # the token reaches git from the environment, not from its command line
git push --force origin "$branch"
if [ -z "$(gh pr list --head "$branch" --state open --json number --jq '.[].number')" ]; then
  gh pr create --base "$BASE" --head "$branch" --title "$title" --body "The tag's digest in its registry has moved. Merging this builds a new image and rolls it.

Runs of this token start no checks by themselves: close and reopen the pull request to start them."
fi
