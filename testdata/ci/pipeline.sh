#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One run, every report that a pipeline wants: annotations beside the changed lines (standard output), JUnit for
# the test page, SARIF for code scanning, Code Quality for GitLab, and a table for the summary page.
#
#   pipeline.sh FOLDER [FLAG...]
#
# Flags go to `meshctl analyze`, for example `--new-since origin/main`. The exit status is that of the analysis:
# 79 when there is something to mend. Reports are written in any case.
set -euo pipefail

folder=$1
shift
reports=${REPORTS:-reports}
mkdir -p "$reports"

status=0
meshctl analyze "$folder" --root "${ROOT:-.}" --quiet --summary \
  -o github \
  -o junit="$reports/meshctl.xml" \
  -o sarif="$reports/meshctl.sarif" \
  -o gitlab="$reports/gl-code-quality-report.json" \
  -o markdown="$reports/summary.md" \
  "$@" || status=$?

if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then cat "$reports/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi
exit "$status"
