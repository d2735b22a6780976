# bash completion for meshctl. Written by `meshctl completion bash`; load it with
#   source <(meshctl completion bash)

_meshctl_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_meshctl_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
_meshctl_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); }
_meshctl_ask() {
  # bash puts an answer in place of `cur` alone, so what stands before that in the word is taken off.
  local before=${line[-1]%"$cur"}
  [[ $before == -*=* ]] && before=${before#*=}
  mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" __complete -- "${line[@]:1}" 2>/dev/null)
  COMPREPLY=("${COMPREPLY[@]#"$before"}")
  if [[ ${COMPREPLY[0]} == *[./] ]]; then compopt -o nospace 2>/dev/null; fi
}

_meshctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} path=meshctl prev word i glue= line=()
  COMPREPLY=()
  # bash splits at `=` and `:`: `--output=js` arrives as three words.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ ${#line[@]} -gt 1 && ( -n $glue || $word =~ ^[=:]+$ ) ]]; then line[-1]+=$word; else line+=("$word"); fi
    if [[ $word =~ ^[=:]+$ ]]; then glue=1; else glue=; fi
  done
  if [[ $cur == = ]]; then cur=; fi
  if [[ ${line[-1]} == -*=* ]]; then prev=${line[-1]%%=*}; else prev=${line[-2]}; fi
  for word in "${line[@]:1:${#line[@]}-2}"; do
    [[ $word == -- ]] && { _meshctl_files; return; }
    [[ $word == -* ]] && continue
    case " $path $word " in
      ' meshctl validate ') path='meshctl validate' ;;
      ' meshctl analyze ') path='meshctl analyze' ;;
      ' meshctl explain ') path='meshctl explain' ;;
      ' meshctl schema ') path='meshctl schema' ;;
      ' meshctl schema crd ') path='meshctl schema crd' ;;
      ' meshctl schema json ') path='meshctl schema json' ;;
      ' meshctl simulate ') path='meshctl simulate' ;;
      ' meshctl routes ') path='meshctl routes' ;;
      ' meshctl test ') path='meshctl test' ;;
      ' meshctl access ') path='meshctl access' ;;
      ' meshctl diff ') path='meshctl diff' ;;
      ' meshctl apply ') path='meshctl apply' ;;
      ' meshctl get ') path='meshctl get' ;;
      ' meshctl wait ') path='meshctl wait' ;;
      ' meshctl rollout ') path='meshctl rollout' ;;
      ' meshctl rollout status ') path='meshctl rollout status' ;;
      ' meshctl rollout restart ') path='meshctl rollout restart' ;;
      ' meshctl rollout history ') path='meshctl rollout history' ;;
      ' meshctl rollout undo ') path='meshctl rollout undo' ;;
      ' meshctl delete ') path='meshctl delete' ;;
      ' meshctl sandbox ') path='meshctl sandbox' ;;
      ' meshctl version ') path='meshctl version' ;;
      ' meshctl completion ') path='meshctl completion' ;;
    esac
  done
  case "$path $prev" in
    'meshctl --color') _meshctl_words 'auto always never'; return ;;
    'meshctl validate --filename' | 'meshctl validate -f') _meshctl_files; return ;;
    'meshctl validate --kustomize' | 'meshctl validate -k') _meshctl_folders; return ;;
    'meshctl validate --max-depth') return ;;
    'meshctl validate --max-file-size') return ;;
    'meshctl validate --output' | 'meshctl validate -o') _meshctl_words 'text log json yaml sarif junit github gitlab tap markdown'; return ;;
    'meshctl validate --fail-on') _meshctl_words 'error warning info never'; return ;;
    'meshctl validate --failure-threshold') _meshctl_words 'error warning info never'; return ;;
    'meshctl validate --output-threshold') _meshctl_words 'error warning info'; return ;;
    'meshctl validate --root') _meshctl_folders; return ;;
    'meshctl validate --crd') _meshctl_files; return ;;
    'meshctl validate --as') _meshctl_words 'everybody cluster api-server istioctl'; return ;;
    'meshctl validate --istio-namespace' | 'meshctl validate -i') return ;;
    'meshctl validate --meshConfigFile') _meshctl_files; return ;;
    'meshctl validate --mesh-networks') _meshctl_files; return ;;
    'meshctl validate --kubeconfig') _meshctl_files; return ;;
    'meshctl validate --context') _meshctl_ask; return ;;
    'meshctl validate --cluster') _meshctl_ask; return ;;
    'meshctl validate --namespace' | 'meshctl validate -n') _meshctl_ask; return ;;
    'meshctl validate --server' | 'meshctl validate -s') return ;;
    'meshctl validate --certificate-authority') _meshctl_files; return ;;
    'meshctl validate --tls-server-name') return ;;
    'meshctl validate --proxy-url') return ;;
    'meshctl validate --request-timeout') return ;;
    'meshctl validate --user') _meshctl_ask; return ;;
    'meshctl validate --token') return ;;
    'meshctl validate --client-certificate') _meshctl_files; return ;;
    'meshctl validate --client-key') _meshctl_files; return ;;
    'meshctl validate --username') return ;;
    'meshctl validate --password') return ;;
    'meshctl validate --v' | 'meshctl validate -v') return ;;
    'meshctl validate --color') _meshctl_words 'auto always never'; return ;;
    'meshctl analyze --filename' | 'meshctl analyze -f') _meshctl_files; return ;;
    'meshctl analyze --kustomize' | 'meshctl analyze -k') _meshctl_folders; return ;;
    'meshctl analyze --max-depth') return ;;
    'meshctl analyze --max-file-size') return ;;
    'meshctl analyze --namespace' | 'meshctl analyze -n') return ;;
    'meshctl analyze --use-kube') _meshctl_words 'true false'; return ;;
    'meshctl analyze --kubeconfig') _meshctl_files; return ;;
    'meshctl analyze --context') return ;;
    'meshctl analyze --remote-contexts') return ;;
    'meshctl analyze --request-timeout') return ;;
    'meshctl analyze --istioNamespace' | 'meshctl analyze -i') return ;;
    'meshctl analyze --revision' | 'meshctl analyze -r') return ;;
    'meshctl analyze --meshConfigFile') _meshctl_files; return ;;
    'meshctl analyze --mesh-networks') _meshctl_files; return ;;
    'meshctl analyze --cluster') _meshctl_ask; return ;;
    'meshctl analyze --server' | 'meshctl analyze -s') return ;;
    'meshctl analyze --certificate-authority') _meshctl_files; return ;;
    'meshctl analyze --tls-server-name') return ;;
    'meshctl analyze --proxy-url') return ;;
    'meshctl analyze --user') _meshctl_ask; return ;;
    'meshctl analyze --token') return ;;
    'meshctl analyze --client-certificate') _meshctl_files; return ;;
    'meshctl analyze --client-key') _meshctl_files; return ;;
    'meshctl analyze --username') return ;;
    'meshctl analyze --password') return ;;
    'meshctl analyze --as') return ;;
    'meshctl analyze --as-group') return ;;
    'meshctl analyze --as-uid') return ;;
    'meshctl analyze --v' | 'meshctl analyze -v') return ;;
    'meshctl analyze --output' | 'meshctl analyze -o') _meshctl_words 'text log json yaml sarif junit github gitlab tap markdown'; return ;;
    'meshctl analyze --fail-on') _meshctl_words 'error warning info never'; return ;;
    'meshctl analyze --failure-threshold') _meshctl_words 'error warning info never'; return ;;
    'meshctl analyze --output-threshold') _meshctl_words 'error warning info'; return ;;
    'meshctl analyze --root') _meshctl_folders; return ;;
    'meshctl analyze --analyzer') return ;;
    'meshctl analyze --suppress' | 'meshctl analyze -S') return ;;
    'meshctl analyze --timeout') return ;;
    'meshctl analyze --baseline') _meshctl_files; return ;;
    'meshctl analyze --write-baseline') _meshctl_files; return ;;
    'meshctl analyze --new-since') return ;;
    'meshctl analyze --color') _meshctl_words 'auto always never'; return ;;
    'meshctl explain --api-version') return ;;
    'meshctl explain --output' | 'meshctl explain -o') _meshctl_words 'text json'; return ;;
    'meshctl explain --color') _meshctl_words 'auto always never'; return ;;
    'meshctl schema --color') _meshctl_words 'auto always never'; return ;;
    'meshctl schema crd --output' | 'meshctl schema crd -o') _meshctl_words 'yaml json'; return ;;
    'meshctl schema crd --color') _meshctl_words 'auto always never'; return ;;
    'meshctl schema json --dir') _meshctl_folders; return ;;
    'meshctl schema json --color') _meshctl_words 'auto always never'; return ;;
    'meshctl simulate --filename' | 'meshctl simulate -f') _meshctl_files; return ;;
    'meshctl simulate --kustomize' | 'meshctl simulate -k') _meshctl_folders; return ;;
    'meshctl simulate --max-depth') return ;;
    'meshctl simulate --max-file-size') return ;;
    'meshctl simulate --namespace' | 'meshctl simulate -n') return ;;
    'meshctl simulate --use-kube') _meshctl_words 'true false'; return ;;
    'meshctl simulate --kubeconfig') _meshctl_files; return ;;
    'meshctl simulate --context') return ;;
    'meshctl simulate --remote-contexts') return ;;
    'meshctl simulate --request-timeout') return ;;
    'meshctl simulate --istioNamespace' | 'meshctl simulate -i') return ;;
    'meshctl simulate --revision' | 'meshctl simulate -r') return ;;
    'meshctl simulate --meshConfigFile') _meshctl_files; return ;;
    'meshctl simulate --mesh-networks') _meshctl_files; return ;;
    'meshctl simulate --cluster') _meshctl_ask; return ;;
    'meshctl simulate --server' | 'meshctl simulate -s') return ;;
    'meshctl simulate --certificate-authority') _meshctl_files; return ;;
    'meshctl simulate --tls-server-name') return ;;
    'meshctl simulate --proxy-url') return ;;
    'meshctl simulate --user') _meshctl_ask; return ;;
    'meshctl simulate --token') return ;;
    'meshctl simulate --client-certificate') _meshctl_files; return ;;
    'meshctl simulate --client-key') _meshctl_files; return ;;
    'meshctl simulate --username') return ;;
    'meshctl simulate --password') return ;;
    'meshctl simulate --as') return ;;
    'meshctl simulate --as-group') return ;;
    'meshctl simulate --as-uid') return ;;
    'meshctl simulate --v' | 'meshctl simulate -v') return ;;
    'meshctl simulate --header' | 'meshctl simulate -H') return ;;
    'meshctl simulate --gateway') return ;;
    'meshctl simulate --from') return ;;
    'meshctl simulate --tls') _meshctl_words 'plaintext tls mtls'; return ;;
    'meshctl simulate --sni') return ;;
    'meshctl simulate --jwt') return ;;
    'meshctl simulate --source-address') return ;;
    'meshctl simulate --count') return ;;
    'meshctl simulate --seed') return ;;
    'meshctl simulate --graph') _meshctl_words 'dot mermaid'; return ;;
    'meshctl simulate --output' | 'meshctl simulate -o') _meshctl_words 'text json yaml'; return ;;
    'meshctl simulate --replay') _meshctl_files; return ;;
    'meshctl simulate --format') _meshctl_words 'envoy json combined list'; return ;;
    'meshctl simulate --against') _meshctl_files; return ;;
    'meshctl simulate --color') _meshctl_words 'auto always never'; return ;;
    'meshctl routes --filename' | 'meshctl routes -f') _meshctl_files; return ;;
    'meshctl routes --kustomize' | 'meshctl routes -k') _meshctl_folders; return ;;
    'meshctl routes --max-depth') return ;;
    'meshctl routes --max-file-size') return ;;
    'meshctl routes --namespace' | 'meshctl routes -n') return ;;
    'meshctl routes --use-kube') _meshctl_words 'true false'; return ;;
    'meshctl routes --kubeconfig') _meshctl_files; return ;;
    'meshctl routes --context') return ;;
    'meshctl routes --remote-contexts') return ;;
    'meshctl routes --request-timeout') return ;;
    'meshctl routes --istioNamespace' | 'meshctl routes -i') return ;;
    'meshctl routes --revision' | 'meshctl routes -r') return ;;
    'meshctl routes --meshConfigFile') _meshctl_files; return ;;
    'meshctl routes --mesh-networks') _meshctl_files; return ;;
    'meshctl routes --cluster') _meshctl_ask; return ;;
    'meshctl routes --server' | 'meshctl routes -s') return ;;
    'meshctl routes --certificate-authority') _meshctl_files; return ;;
    'meshctl routes --tls-server-name') return ;;
    'meshctl routes --proxy-url') return ;;
    'meshctl routes --user') _meshctl_ask; return ;;
    'meshctl routes --token') return ;;
    'meshctl routes --client-certificate') _meshctl_files; return ;;
    'meshctl routes --client-key') _meshctl_files; return ;;
    'meshctl routes --username') return ;;
    'meshctl routes --password') return ;;
    'meshctl routes --as') return ;;
    'meshctl routes --as-group') return ;;
    'meshctl routes --as-uid') return ;;
    'meshctl routes --v' | 'meshctl routes -v') return ;;
    'meshctl routes --gateway') return ;;
    'meshctl routes --from') return ;;
    'meshctl routes --output' | 'meshctl routes -o') _meshctl_words 'text json yaml'; return ;;
    'meshctl routes --color') _meshctl_words 'auto always never'; return ;;
    'meshctl test --filename' | 'meshctl test -f') _meshctl_files; return ;;
    'meshctl test --kustomize' | 'meshctl test -k') _meshctl_folders; return ;;
    'meshctl test --max-depth') return ;;
    'meshctl test --max-file-size') return ;;
    'meshctl test --namespace' | 'meshctl test -n') return ;;
    'meshctl test --meshConfigFile') _meshctl_files; return ;;
    'meshctl test --run') return ;;
    'meshctl test --output' | 'meshctl test -o') _meshctl_words 'text json junit tap github'; return ;;
    'meshctl test --coverage-file') _meshctl_files; return ;;
    'meshctl test --coverage-min') return ;;
    'meshctl test --color') _meshctl_words 'auto always never'; return ;;
    'meshctl access --filename' | 'meshctl access -f') _meshctl_files; return ;;
    'meshctl access --kustomize' | 'meshctl access -k') _meshctl_folders; return ;;
    'meshctl access --max-depth') return ;;
    'meshctl access --max-file-size') return ;;
    'meshctl access --namespace' | 'meshctl access -n') return ;;
    'meshctl access --use-kube') _meshctl_words 'true false'; return ;;
    'meshctl access --kubeconfig') _meshctl_files; return ;;
    'meshctl access --context') return ;;
    'meshctl access --remote-contexts') return ;;
    'meshctl access --request-timeout') return ;;
    'meshctl access --istioNamespace' | 'meshctl access -i') return ;;
    'meshctl access --revision' | 'meshctl access -r') return ;;
    'meshctl access --meshConfigFile') _meshctl_files; return ;;
    'meshctl access --mesh-networks') _meshctl_files; return ;;
    'meshctl access --cluster') _meshctl_ask; return ;;
    'meshctl access --server' | 'meshctl access -s') return ;;
    'meshctl access --certificate-authority') _meshctl_files; return ;;
    'meshctl access --tls-server-name') return ;;
    'meshctl access --proxy-url') return ;;
    'meshctl access --user') _meshctl_ask; return ;;
    'meshctl access --token') return ;;
    'meshctl access --client-certificate') _meshctl_files; return ;;
    'meshctl access --client-key') _meshctl_files; return ;;
    'meshctl access --username') return ;;
    'meshctl access --password') return ;;
    'meshctl access --as') return ;;
    'meshctl access --as-group') return ;;
    'meshctl access --as-uid') return ;;
    'meshctl access --v' | 'meshctl access -v') return ;;
    'meshctl access --header' | 'meshctl access -H') return ;;
    'meshctl access --jwt') return ;;
    'meshctl access --source-address') return ;;
    'meshctl access --expect') _meshctl_words 'allow deny'; return ;;
    'meshctl access --output' | 'meshctl access -o') _meshctl_words 'text json yaml'; return ;;
    'meshctl access --color') _meshctl_words 'auto always never'; return ;;
    'meshctl diff --filename' | 'meshctl diff -f') _meshctl_files; return ;;
    'meshctl diff --kustomize' | 'meshctl diff -k') _meshctl_folders; return ;;
    'meshctl diff --max-depth') return ;;
    'meshctl diff --max-file-size') return ;;
    'meshctl diff --validate') _meshctl_words 'strict warn ignore true false'; return ;;
    'meshctl diff --selector' | 'meshctl diff -l') return ;;
    'meshctl diff --output' | 'meshctl diff -o') _meshctl_words 'json yaml'; return ;;
    'meshctl diff --concurrency') return ;;
    'meshctl diff --applyset') return ;;
    'meshctl diff --field-manager') return ;;
    'meshctl diff --force-conflicts') return ;;
    'meshctl diff --kubeconfig') _meshctl_files; return ;;
    'meshctl diff --context') _meshctl_ask; return ;;
    'meshctl diff --cluster') _meshctl_ask; return ;;
    'meshctl diff --namespace' | 'meshctl diff -n') _meshctl_ask; return ;;
    'meshctl diff --server' | 'meshctl diff -s') return ;;
    'meshctl diff --certificate-authority') _meshctl_files; return ;;
    'meshctl diff --tls-server-name') return ;;
    'meshctl diff --proxy-url') return ;;
    'meshctl diff --request-timeout') return ;;
    'meshctl diff --user') _meshctl_ask; return ;;
    'meshctl diff --token') return ;;
    'meshctl diff --client-certificate') _meshctl_files; return ;;
    'meshctl diff --client-key') _meshctl_files; return ;;
    'meshctl diff --username') return ;;
    'meshctl diff --password') return ;;
    'meshctl diff --as') return ;;
    'meshctl diff --as-group') return ;;
    'meshctl diff --as-uid') return ;;
    'meshctl diff --v' | 'meshctl diff -v') return ;;
    'meshctl diff --color') _meshctl_words 'auto always never'; return ;;
    'meshctl apply --filename' | 'meshctl apply -f') _meshctl_files; return ;;
    'meshctl apply --kustomize' | 'meshctl apply -k') _meshctl_folders; return ;;
    'meshctl apply --max-depth') return ;;
    'meshctl apply --max-file-size') return ;;
    'meshctl apply --validate') _meshctl_words 'strict warn ignore true false'; return ;;
    'meshctl apply --selector' | 'meshctl apply -l') return ;;
    'meshctl apply --dry-run') _meshctl_words 'none client server'; return ;;
    'meshctl apply --output' | 'meshctl apply -o') _meshctl_words 'name json yaml'; return ;;
    'meshctl apply --timeout') return ;;
    'meshctl apply --applyset') return ;;
    'meshctl apply --field-manager') return ;;
    'meshctl apply --force-conflicts') return ;;
    'meshctl apply --kubeconfig') _meshctl_files; return ;;
    'meshctl apply --context') _meshctl_ask; return ;;
    'meshctl apply --cluster') _meshctl_ask; return ;;
    'meshctl apply --namespace' | 'meshctl apply -n') _meshctl_ask; return ;;
    'meshctl apply --server' | 'meshctl apply -s') return ;;
    'meshctl apply --certificate-authority') _meshctl_files; return ;;
    'meshctl apply --tls-server-name') return ;;
    'meshctl apply --proxy-url') return ;;
    'meshctl apply --request-timeout') return ;;
    'meshctl apply --user') _meshctl_ask; return ;;
    'meshctl apply --token') return ;;
    'meshctl apply --client-certificate') _meshctl_files; return ;;
    'meshctl apply --client-key') _meshctl_files; return ;;
    'meshctl apply --username') return ;;
    'meshctl apply --password') return ;;
    'meshctl apply --as') return ;;
    'meshctl apply --as-group') return ;;
    'meshctl apply --as-uid') return ;;
    'meshctl apply --v' | 'meshctl apply -v') return ;;
    'meshctl apply --color') _meshctl_words 'auto always never'; return ;;
    'meshctl get --output' | 'meshctl get -o') return ;;
    'meshctl get --sort-by') return ;;
    'meshctl get --label-columns' | 'meshctl get -L') return ;;
    'meshctl get --chunk-size') return ;;
    'meshctl get --filename' | 'meshctl get -f') _meshctl_files; return ;;
    'meshctl get --kustomize' | 'meshctl get -k') _meshctl_folders; return ;;
    'meshctl get --selector' | 'meshctl get -l') return ;;
    'meshctl get --field-selector') return ;;
    'meshctl get --kubeconfig') _meshctl_files; return ;;
    'meshctl get --context') _meshctl_ask; return ;;
    'meshctl get --cluster') _meshctl_ask; return ;;
    'meshctl get --namespace' | 'meshctl get -n') _meshctl_ask; return ;;
    'meshctl get --server' | 'meshctl get -s') return ;;
    'meshctl get --certificate-authority') _meshctl_files; return ;;
    'meshctl get --tls-server-name') return ;;
    'meshctl get --proxy-url') return ;;
    'meshctl get --request-timeout') return ;;
    'meshctl get --user') _meshctl_ask; return ;;
    'meshctl get --token') return ;;
    'meshctl get --client-certificate') _meshctl_files; return ;;
    'meshctl get --client-key') _meshctl_files; return ;;
    'meshctl get --username') return ;;
    'meshctl get --password') return ;;
    'meshctl get --as') return ;;
    'meshctl get --as-group') return ;;
    'meshctl get --as-uid') return ;;
    'meshctl get --v' | 'meshctl get -v') return ;;
    'meshctl get --color') _meshctl_words 'auto always never'; return ;;
    'meshctl wait --for') return ;;
    'meshctl wait --timeout') return ;;
    'meshctl wait --filename' | 'meshctl wait -f') _meshctl_files; return ;;
    'meshctl wait --kustomize' | 'meshctl wait -k') _meshctl_folders; return ;;
    'meshctl wait --selector' | 'meshctl wait -l') return ;;
    'meshctl wait --field-selector') return ;;
    'meshctl wait --kubeconfig') _meshctl_files; return ;;
    'meshctl wait --context') _meshctl_ask; return ;;
    'meshctl wait --cluster') _meshctl_ask; return ;;
    'meshctl wait --namespace' | 'meshctl wait -n') _meshctl_ask; return ;;
    'meshctl wait --server' | 'meshctl wait -s') return ;;
    'meshctl wait --certificate-authority') _meshctl_files; return ;;
    'meshctl wait --tls-server-name') return ;;
    'meshctl wait --proxy-url') return ;;
    'meshctl wait --request-timeout') return ;;
    'meshctl wait --user') _meshctl_ask; return ;;
    'meshctl wait --token') return ;;
    'meshctl wait --client-certificate') _meshctl_files; return ;;
    'meshctl wait --client-key') _meshctl_files; return ;;
    'meshctl wait --username') return ;;
    'meshctl wait --password') return ;;
    'meshctl wait --as') return ;;
    'meshctl wait --as-group') return ;;
    'meshctl wait --as-uid') return ;;
    'meshctl wait --v' | 'meshctl wait -v') return ;;
    'meshctl wait --color') _meshctl_words 'auto always never'; return ;;
    'meshctl rollout --color') _meshctl_words 'auto always never'; return ;;
    'meshctl rollout status --timeout') return ;;
    'meshctl rollout status --revision') return ;;
    'meshctl rollout status --filename' | 'meshctl rollout status -f') _meshctl_files; return ;;
    'meshctl rollout status --kustomize' | 'meshctl rollout status -k') _meshctl_folders; return ;;
    'meshctl rollout status --selector' | 'meshctl rollout status -l') return ;;
    'meshctl rollout status --field-selector') return ;;
    'meshctl rollout status --kubeconfig') _meshctl_files; return ;;
    'meshctl rollout status --context') _meshctl_ask; return ;;
    'meshctl rollout status --cluster') _meshctl_ask; return ;;
    'meshctl rollout status --namespace' | 'meshctl rollout status -n') _meshctl_ask; return ;;
    'meshctl rollout status --server' | 'meshctl rollout status -s') return ;;
    'meshctl rollout status --certificate-authority') _meshctl_files; return ;;
    'meshctl rollout status --tls-server-name') return ;;
    'meshctl rollout status --proxy-url') return ;;
    'meshctl rollout status --request-timeout') return ;;
    'meshctl rollout status --user') _meshctl_ask; return ;;
    'meshctl rollout status --token') return ;;
    'meshctl rollout status --client-certificate') _meshctl_files; return ;;
    'meshctl rollout status --client-key') _meshctl_files; return ;;
    'meshctl rollout status --username') return ;;
    'meshctl rollout status --password') return ;;
    'meshctl rollout status --as') return ;;
    'meshctl rollout status --as-group') return ;;
    'meshctl rollout status --as-uid') return ;;
    'meshctl rollout status --v' | 'meshctl rollout status -v') return ;;
    'meshctl rollout status --color') _meshctl_words 'auto always never'; return ;;
    'meshctl rollout restart --filename' | 'meshctl rollout restart -f') _meshctl_files; return ;;
    'meshctl rollout restart --kustomize' | 'meshctl rollout restart -k') _meshctl_folders; return ;;
    'meshctl rollout restart --selector' | 'meshctl rollout restart -l') return ;;
    'meshctl rollout restart --field-selector') return ;;
    'meshctl rollout restart --kubeconfig') _meshctl_files; return ;;
    'meshctl rollout restart --context') _meshctl_ask; return ;;
    'meshctl rollout restart --cluster') _meshctl_ask; return ;;
    'meshctl rollout restart --namespace' | 'meshctl rollout restart -n') _meshctl_ask; return ;;
    'meshctl rollout restart --server' | 'meshctl rollout restart -s') return ;;
    'meshctl rollout restart --certificate-authority') _meshctl_files; return ;;
    'meshctl rollout restart --tls-server-name') return ;;
    'meshctl rollout restart --proxy-url') return ;;
    'meshctl rollout restart --request-timeout') return ;;
    'meshctl rollout restart --user') _meshctl_ask; return ;;
    'meshctl rollout restart --token') return ;;
    'meshctl rollout restart --client-certificate') _meshctl_files; return ;;
    'meshctl rollout restart --client-key') _meshctl_files; return ;;
    'meshctl rollout restart --username') return ;;
    'meshctl rollout restart --password') return ;;
    'meshctl rollout restart --as') return ;;
    'meshctl rollout restart --as-group') return ;;
    'meshctl rollout restart --as-uid') return ;;
    'meshctl rollout restart --v' | 'meshctl rollout restart -v') return ;;
    'meshctl rollout restart --color') _meshctl_words 'auto always never'; return ;;
    'meshctl rollout history --revision') return ;;
    'meshctl rollout history --filename' | 'meshctl rollout history -f') _meshctl_files; return ;;
    'meshctl rollout history --kustomize' | 'meshctl rollout history -k') _meshctl_folders; return ;;
    'meshctl rollout history --selector' | 'meshctl rollout history -l') return ;;
    'meshctl rollout history --field-selector') return ;;
    'meshctl rollout history --kubeconfig') _meshctl_files; return ;;
    'meshctl rollout history --context') _meshctl_ask; return ;;
    'meshctl rollout history --cluster') _meshctl_ask; return ;;
    'meshctl rollout history --namespace' | 'meshctl rollout history -n') _meshctl_ask; return ;;
    'meshctl rollout history --server' | 'meshctl rollout history -s') return ;;
    'meshctl rollout history --certificate-authority') _meshctl_files; return ;;
    'meshctl rollout history --tls-server-name') return ;;
    'meshctl rollout history --proxy-url') return ;;
    'meshctl rollout history --request-timeout') return ;;
    'meshctl rollout history --user') _meshctl_ask; return ;;
    'meshctl rollout history --token') return ;;
    'meshctl rollout history --client-certificate') _meshctl_files; return ;;
    'meshctl rollout history --client-key') _meshctl_files; return ;;
    'meshctl rollout history --username') return ;;
    'meshctl rollout history --password') return ;;
    'meshctl rollout history --as') return ;;
    'meshctl rollout history --as-group') return ;;
    'meshctl rollout history --as-uid') return ;;
    'meshctl rollout history --v' | 'meshctl rollout history -v') return ;;
    'meshctl rollout history --color') _meshctl_words 'auto always never'; return ;;
    'meshctl rollout undo --to-revision') return ;;
    'meshctl rollout undo --dry-run') _meshctl_words 'none client server'; return ;;
    'meshctl rollout undo --filename' | 'meshctl rollout undo -f') _meshctl_files; return ;;
    'meshctl rollout undo --kustomize' | 'meshctl rollout undo -k') _meshctl_folders; return ;;
    'meshctl rollout undo --selector' | 'meshctl rollout undo -l') return ;;
    'meshctl rollout undo --field-selector') return ;;
    'meshctl rollout undo --kubeconfig') _meshctl_files; return ;;
    'meshctl rollout undo --context') _meshctl_ask; return ;;
    'meshctl rollout undo --cluster') _meshctl_ask; return ;;
    'meshctl rollout undo --namespace' | 'meshctl rollout undo -n') _meshctl_ask; return ;;
    'meshctl rollout undo --server' | 'meshctl rollout undo -s') return ;;
    'meshctl rollout undo --certificate-authority') _meshctl_files; return ;;
    'meshctl rollout undo --tls-server-name') return ;;
    'meshctl rollout undo --proxy-url') return ;;
    'meshctl rollout undo --request-timeout') return ;;
    'meshctl rollout undo --user') _meshctl_ask; return ;;
    'meshctl rollout undo --token') return ;;
    'meshctl rollout undo --client-certificate') _meshctl_files; return ;;
    'meshctl rollout undo --client-key') _meshctl_files; return ;;
    'meshctl rollout undo --username') return ;;
    'meshctl rollout undo --password') return ;;
    'meshctl rollout undo --as') return ;;
    'meshctl rollout undo --as-group') return ;;
    'meshctl rollout undo --as-uid') return ;;
    'meshctl rollout undo --v' | 'meshctl rollout undo -v') return ;;
    'meshctl rollout undo --color') _meshctl_words 'auto always never'; return ;;
    'meshctl delete --cascade') _meshctl_words 'background foreground orphan'; return ;;
    'meshctl delete --grace-period') return ;;
    'meshctl delete --timeout') return ;;
    'meshctl delete --dry-run') _meshctl_words 'none client server'; return ;;
    'meshctl delete --output' | 'meshctl delete -o') _meshctl_words 'name'; return ;;
    'meshctl delete --filename' | 'meshctl delete -f') _meshctl_files; return ;;
    'meshctl delete --kustomize' | 'meshctl delete -k') _meshctl_folders; return ;;
    'meshctl delete --selector' | 'meshctl delete -l') return ;;
    'meshctl delete --field-selector') return ;;
    'meshctl delete --kubeconfig') _meshctl_files; return ;;
    'meshctl delete --context') _meshctl_ask; return ;;
    'meshctl delete --cluster') _meshctl_ask; return ;;
    'meshctl delete --namespace' | 'meshctl delete -n') _meshctl_ask; return ;;
    'meshctl delete --server' | 'meshctl delete -s') return ;;
    'meshctl delete --certificate-authority') _meshctl_files; return ;;
    'meshctl delete --tls-server-name') return ;;
    'meshctl delete --proxy-url') return ;;
    'meshctl delete --request-timeout') return ;;
    'meshctl delete --user') _meshctl_ask; return ;;
    'meshctl delete --token') return ;;
    'meshctl delete --client-certificate') _meshctl_files; return ;;
    'meshctl delete --client-key') _meshctl_files; return ;;
    'meshctl delete --username') return ;;
    'meshctl delete --password') return ;;
    'meshctl delete --as') return ;;
    'meshctl delete --as-group') return ;;
    'meshctl delete --as-uid') return ;;
    'meshctl delete --v' | 'meshctl delete -v') return ;;
    'meshctl delete --color') _meshctl_words 'auto always never'; return ;;
    'meshctl sandbox --port') return ;;
    'meshctl sandbox --kubeconfig') _meshctl_files; return ;;
    'meshctl sandbox --load') _meshctl_files; return ;;
    'meshctl sandbox --color') _meshctl_words 'auto always never'; return ;;
    'meshctl version --output' | 'meshctl version -o') _meshctl_words 'text json yaml'; return ;;
    'meshctl version --kubeconfig') _meshctl_files; return ;;
    'meshctl version --context') _meshctl_ask; return ;;
    'meshctl version --cluster') _meshctl_ask; return ;;
    'meshctl version --namespace' | 'meshctl version -n') _meshctl_ask; return ;;
    'meshctl version --server' | 'meshctl version -s') return ;;
    'meshctl version --certificate-authority') _meshctl_files; return ;;
    'meshctl version --tls-server-name') return ;;
    'meshctl version --proxy-url') return ;;
    'meshctl version --request-timeout') return ;;
    'meshctl version --user') _meshctl_ask; return ;;
    'meshctl version --token') return ;;
    'meshctl version --client-certificate') _meshctl_files; return ;;
    'meshctl version --client-key') _meshctl_files; return ;;
    'meshctl version --username') return ;;
    'meshctl version --password') return ;;
    'meshctl version --as') return ;;
    'meshctl version --as-group') return ;;
    'meshctl version --as-uid') return ;;
    'meshctl version --v' | 'meshctl version -v') return ;;
    'meshctl version --color') _meshctl_words 'auto always never'; return ;;
    'meshctl completion --color') _meshctl_words 'auto always never'; return ;;
  esac
  case "$path" in
    'meshctl')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color'; else _meshctl_words 'validate analyze explain schema simulate routes test access diff apply get wait rollout delete sandbox version completion'; fi ;;
    'meshctl validate')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --output --fail-on --failure-threshold --output-threshold --root --quiet --summary --crd --schema-from-cluster --ignore-unknown --strict --experimental --as --istio-namespace --meshConfigFile --mesh-networks --fix --unsafe-fixes --diff --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --v'; else _meshctl_files; fi ;;
    'meshctl analyze')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --namespace --all-namespaces --use-kube --kubeconfig --context --remote-contexts --request-timeout --istioNamespace --revision --meshConfigFile --mesh-networks --cluster --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v --output --fail-on --failure-threshold --output-threshold --root --quiet --summary --analyzer --suppress --unknown --ignore-unknown --allow-empty --timeout --list-analyzers --baseline --write-baseline --new-since --fix --unsafe-fixes --diff'; else _meshctl_files; fi ;;
    'meshctl explain')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --api-version --output --recursive'; else _meshctl_ask; fi ;;
    'meshctl schema')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color'; else _meshctl_words 'crd json'; fi ;;
    'meshctl schema crd')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --output --experimental'; fi ;;
    'meshctl schema json')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --dir --experimental'; fi ;;
    'meshctl simulate')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --namespace --use-kube --kubeconfig --context --remote-contexts --request-timeout --istioNamespace --revision --meshConfigFile --mesh-networks --cluster --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v --header --gateway --from --tls --sni --jwt --source-address --count --seed --graph --output --replay --format --against --explain'; fi ;;
    'meshctl routes')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --namespace --use-kube --kubeconfig --context --remote-contexts --request-timeout --istioNamespace --revision --meshConfigFile --mesh-networks --cluster --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v --gateway --from --output --explain'; fi ;;
    'meshctl test')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --namespace --meshConfigFile --run --output --verbose --init --coverage --coverage-file --coverage-min'; else _meshctl_files; fi ;;
    'meshctl access')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --namespace --use-kube --kubeconfig --context --remote-contexts --request-timeout --istioNamespace --revision --meshConfigFile --mesh-networks --cluster --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v --header --jwt --source-address --expect --output --explain'; fi ;;
    'meshctl diff')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --validate --selector --offline --output --show-managed-fields --concurrency --prune --applyset --field-manager --force-conflicts --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_files; fi ;;
    'meshctl apply')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --max-depth --max-file-size --validate --selector --dry-run --plan --output --no-analyze --wait --timeout --prune --applyset --field-manager --force-conflicts --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; fi ;;
    'meshctl get')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --output --watch --watch-only --output-watch-events --sort-by --label-columns --show-labels --no-headers --show-managed-fields --ignore-not-found --chunk-size --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl wait')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --for --timeout --all --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl rollout')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color'; else _meshctl_words 'status restart history undo'; fi ;;
    'meshctl rollout status')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --watch --timeout --revision --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl rollout restart')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl rollout history')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --revision --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl rollout undo')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --to-revision --dry-run --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl delete')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --all --cascade --grace-period --now --force --ignore-not-found --wait --timeout --dry-run --output --filename --kustomize --recursive --selector --field-selector --all-namespaces --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; else _meshctl_ask; fi ;;
    'meshctl sandbox')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --port --kubeconfig --load --empty'; fi ;;
    'meshctl version')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color --client --output --kubeconfig --context --cluster --namespace --server --certificate-authority --insecure-skip-tls-verify --tls-server-name --proxy-url --disable-compression --request-timeout --user --token --client-certificate --client-key --username --password --as --as-group --as-uid --v'; fi ;;
    'meshctl completion')
      if [[ $cur == -* ]]; then _meshctl_words '--help --color'; else _meshctl_words 'bash zsh fish'; fi ;;
  esac
}

complete -F _meshctl meshctl
