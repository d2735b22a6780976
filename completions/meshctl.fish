# fish completion for meshctl. Written by `meshctl completion fish`; put it into
# ~/.config/fish/completions/meshctl.fish

function __meshctl_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l names
    for word in $words
        string match -q -- '-*' $word; or set -a names $word
    end
    test (count $names) -ge (count $argv); or return 1
    for i in (seq (count $argv))
        test $names[$i] = $argv[$i]; or return 1
    end
    test (count $argv) -gt 0; or test (count $names) -eq 0
end

complete -c meshctl -f
complete -c meshctl -l help -s h -d 'Show this help'
complete -c meshctl -l color -x -a 'auto always never' -d 'Colour the output; NO_COLOR is honoured'
complete -c meshctl -n '__meshctl_at' -a validate -d 'Check manifests against API schemas'
complete -c meshctl -n '__meshctl_at' -a analyze -d 'Find faults in mesh configuration'
complete -c meshctl -n '__meshctl_at' -a explain -d 'Explain a finding by its code or name'
complete -c meshctl -n '__meshctl_at' -a simulate -d 'Show where a request would go, and why'
complete -c meshctl -n '__meshctl_at' -a diff -d 'Show what applying manifests would change'
complete -c meshctl -n '__meshctl_at' -a apply -d 'Apply manifests to a cluster'
complete -c meshctl -n '__meshctl_at' -a sandbox -d 'Run a Kubernetes API in memory to try things out'
complete -c meshctl -n '__meshctl_at' -a version -d 'Print the versions of meshctl and of the API server'
complete -c meshctl -n '__meshctl_at' -a completion -d 'Print the completion script for a shell'
complete -c meshctl -n '__meshctl_at validate' -l filename -s f -r -F -d 'Read manifests from a file, a folder, or - for standard input'
complete -c meshctl -n '__meshctl_at validate' -l recursive -s R -d 'Read folders inside folders too; `--recursive=false` does not'
complete -c meshctl -n '__meshctl_at validate' -l max-depth -x -d 'Refuse lists and maps nested deeper than this'
complete -c meshctl -n '__meshctl_at validate' -l max-file-size -x -d 'Refuse files larger than this'
complete -c meshctl -n '__meshctl_at validate' -l output -s o -x -a 'text json' -d 'How to print findings'
complete -c meshctl -n '__meshctl_at validate' -l ignore-unknown -d 'Pass over kinds that have no schema here'
complete -c meshctl -n '__meshctl_at validate' -F
complete -c meshctl -n '__meshctl_at analyze' -l filename -s f -r -F -d 'Read manifests from a file, a folder, or - for standard input'
complete -c meshctl -n '__meshctl_at analyze' -l recursive -s R -d 'Read folders inside folders too; `--recursive=false` does not'
complete -c meshctl -n '__meshctl_at analyze' -l max-depth -x -d 'Refuse lists and maps nested deeper than this'
complete -c meshctl -n '__meshctl_at analyze' -l max-file-size -x -d 'Refuse files larger than this'
complete -c meshctl -n '__meshctl_at analyze' -l namespace -s n -x -d 'Report on this namespace only, and give it to objects that name none'
complete -c meshctl -n '__meshctl_at analyze' -l output -s o -x -a 'text json log' -d 'How to print findings'
complete -c meshctl -n '__meshctl_at analyze' -l failure-threshold -x -d 'Exit with 79 on a finding of at least this level: Info, Warning or Error'
complete -c meshctl -n '__meshctl_at analyze' -l output-threshold -x -d 'Print findings of at least this level: Info, Warning or Error'
complete -c meshctl -n '__meshctl_at analyze' -l suppress -s S -x -d 'Leave out findings about matching objects, for example "IST0103=Pod shop/*"'
complete -c meshctl -n '__meshctl_at analyze' -l list-analyzers -s L -d 'List the rules; with paths, also which of them ran'
complete -c meshctl -n '__meshctl_at analyze' -F
complete -c meshctl -n '__meshctl_at simulate' -l filename -s f -r -F -d 'Read manifests from a file, a folder, or - for standard input'
complete -c meshctl -n '__meshctl_at simulate' -l recursive -s R -d 'Read folders inside folders too; `--recursive=false` does not'
complete -c meshctl -n '__meshctl_at simulate' -l max-depth -x -d 'Refuse lists and maps nested deeper than this'
complete -c meshctl -n '__meshctl_at simulate' -l max-file-size -x -d 'Refuse files larger than this'
complete -c meshctl -n '__meshctl_at simulate' -l header -s H -x -d 'Send this header'
complete -c meshctl -n '__meshctl_at simulate' -l gateway -x -d 'Send the request to this Gateway or gateway workload (NAME, NAME.NAMESPACE)'
complete -c meshctl -n '__meshctl_at simulate' -l from -x -d 'Send the request from this workload of the mesh (NAME, NAME.NAMESPACE)'
complete -c meshctl -n '__meshctl_at simulate' -l namespace -s n -x -d 'Give this namespace to objects that name none'
complete -c meshctl -n '__meshctl_at simulate' -l output -s o -x -a 'text json' -d 'How to print the answer'
complete -c meshctl -n '__meshctl_at simulate' -l explain -d 'Show the rules behind the one taken and what was left out'
complete -c meshctl -n '__meshctl_at diff' -l filename -s f -r -F -d 'Read manifests from a file, a folder, or - for standard input'
complete -c meshctl -n '__meshctl_at diff' -l recursive -s R -d 'Read folders inside folders too; `--recursive=false` does not'
complete -c meshctl -n '__meshctl_at diff' -l max-depth -x -d 'Refuse lists and maps nested deeper than this'
complete -c meshctl -n '__meshctl_at diff' -l max-file-size -x -d 'Refuse files larger than this'
complete -c meshctl -n '__meshctl_at diff' -l validate -x -a 'strict warn ignore true false' -d 'What to do about fields that do not fit the schema'
complete -c meshctl -n '__meshctl_at diff' -l field-manager -x -d 'Own the fields under this name'
complete -c meshctl -n '__meshctl_at diff' -l force-conflicts -d 'Take over fields that somebody else owns'
complete -c meshctl -n '__meshctl_at diff' -l kubeconfig -r -F -d 'Read this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config'
complete -c meshctl -n '__meshctl_at diff' -l context -x -d 'Use this context instead of the current one'
complete -c meshctl -n '__meshctl_at diff' -l namespace -s n -x -d 'Put objects that name no namespace into this one'
complete -c meshctl -n '__meshctl_at diff' -l request-timeout -x -d 'Give up on a request after this long (30s, 2m; 0: never)'
complete -c meshctl -n '__meshctl_at apply' -l filename -s f -r -F -d 'Read manifests from a file, a folder, or - for standard input'
complete -c meshctl -n '__meshctl_at apply' -l recursive -s R -d 'Read folders inside folders too; `--recursive=false` does not'
complete -c meshctl -n '__meshctl_at apply' -l max-depth -x -d 'Refuse lists and maps nested deeper than this'
complete -c meshctl -n '__meshctl_at apply' -l max-file-size -x -d 'Refuse files larger than this'
complete -c meshctl -n '__meshctl_at apply' -l validate -x -a 'strict warn ignore true false' -d 'What to do about fields that do not fit the schema'
complete -c meshctl -n '__meshctl_at apply' -l dry-run -x -a 'none client server' -d 'Write nothing: `server` asks the server, `client` sends nothing at all'
complete -c meshctl -n '__meshctl_at apply' -l output -s o -x -a 'name json yaml' -d 'Print the objects instead of one line for each'
complete -c meshctl -n '__meshctl_at apply' -l field-manager -x -d 'Own the fields under this name'
complete -c meshctl -n '__meshctl_at apply' -l force-conflicts -d 'Take over fields that somebody else owns'
complete -c meshctl -n '__meshctl_at apply' -l kubeconfig -r -F -d 'Read this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config'
complete -c meshctl -n '__meshctl_at apply' -l context -x -d 'Use this context instead of the current one'
complete -c meshctl -n '__meshctl_at apply' -l namespace -s n -x -d 'Put objects that name no namespace into this one'
complete -c meshctl -n '__meshctl_at apply' -l request-timeout -x -d 'Give up on a request after this long (30s, 2m; 0: never)'
complete -c meshctl -n '__meshctl_at sandbox' -l port -x -d 'Listen on this port of 127.0.0.1; 0: any free one'
complete -c meshctl -n '__meshctl_at sandbox' -l kubeconfig -r -F -d 'Write the kubeconfig there and leave it; else it is a temporary file'
complete -c meshctl -n '__meshctl_at sandbox' -l load -r -F -d 'Start with the objects of this file or folder'
complete -c meshctl -n '__meshctl_at sandbox' -l empty -d 'Start without the ingress gateway in istio-system'
complete -c meshctl -n '__meshctl_at version' -l client -d 'Ask no server'
complete -c meshctl -n '__meshctl_at version' -l output -s o -x -a 'text json yaml' -d 'Output format'
complete -c meshctl -n '__meshctl_at version' -l kubeconfig -r -F -d 'Read this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config'
complete -c meshctl -n '__meshctl_at version' -l context -x -d 'Use this context instead of the current one'
complete -c meshctl -n '__meshctl_at version' -l namespace -s n -x -d 'Put objects that name no namespace into this one'
complete -c meshctl -n '__meshctl_at version' -l request-timeout -x -d 'Give up on a request after this long (30s, 2m; 0: never)'
complete -c meshctl -n '__meshctl_at completion' -a 'bash zsh fish'
