#!/usr/bin/env bash
# Says why a profile's AMI was not looked at: its environment names no role, so that no account is set up yet. No failure: nobody waits for it.
# PROFILE; ENVIRONMENT: the GitHub environment that would name the role.
set -euo pipefail
: "${PROFILE:?}" "${ENVIRONMENT:?}"

text="The environment '$ENVIRONMENT' has no variable NIGHTLY_ROLE_ARN: the AMI of '$PROFILE' is not refreshed. Set it to the stack's output nightlyRoleArn (docs/getting-to-aws.md)."
echo "::notice title=AMI of $PROFILE skipped::$text"
printf '## ⏭️ AMI of %s skipped\n\n%s\n' "$PROFILE" "$text" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
