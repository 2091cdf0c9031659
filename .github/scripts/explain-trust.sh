#!/usr/bin/env bash
# Runs when the AWS role could not be assumed. AWS says only "Not authorized"; this says which subject the token has, and what the role's trust must name.
# Prints claims of the token, never the token. ROLE_ARN; the runner's ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN.
set -euo pipefail

say() { # title, text
  echo "::error title=$1::$2"
  printf '## ❌ %s\n\n%s\n' "$1" "$2" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  exit 1
}

if [ -z "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
  say 'No OIDC token' "The job may not ask for one: give it 'permissions: id-token: write'. A workflow called from another repository gets it from its caller."
fi
if [[ ! ${ROLE_ARN:-} =~ ^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+ ]]; then
  say 'No role' "The role is '${ROLE_ARN:-}': set the variable of this environment to the stack's output, arn:aws:iam::<account>:role/<name> (docs/getting-to-aws.md)."
fi

# The header by standard input: arguments are visible to every process.
token=$(curl --silent --show-error --fail --header @- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" \
  <<<"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" | jq -r .value)
payload=$(cut -d. -f2 <<<"$token" | tr '_-' '/+')
while [ $((${#payload} % 4)) -ne 0 ]; do payload="$payload="; done
claims=$(base64 -d <<<"$payload")

subject=$(jq -r .sub <<<"$claims")
name=$(jq -r .repository <<<"$claims")
ids=$(jq -r '"\(.repository_owner)@\(.repository_owner_id)/\(.repository | split("/")[1])@\(.repository_id)"' <<<"$claims")
rest=${subject#repo:*:}
case $subject in
  *@*) form='the immutable form' ;;
  *) form='the old form, by names only' ;;
esac
say "The trust of $ROLE_ARN does not match" "This job's subject is '$subject' ($form). The role's trust must name it under token.actions.githubusercontent.com:sub, letter by letter: 'repo:$ids:$rest' (immutable; repositories made, renamed or moved since July 2026) or 'repo:$name:$rest' (old). Both come from one option: gitHubRepository=$ids in InfraOptions, applied once with a person's rights. Otherwise compare the audience, sts.amazonaws.com, and the account's OIDC provider (docs/getting-to-aws.md)."
