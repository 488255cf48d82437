{{- /* What no schema can say: values that do not go together, each with the way out. */ -}}
{{- define "telaah.check" -}}
{{- $wrong := list -}}
{{- $services := .Files.Get "services.yaml" | fromYaml -}}
{{- if not (regexMatch "^https?://[^/ ]+/?$" .Values.publicUrl) -}}
{{- $wrong = append $wrong (printf "publicUrl is %q: give the address under which people reach Telaah, such as https://telaah.example.go.id" .Values.publicUrl) -}}
{{- end -}}
{{- if and .Values.ingress.enabled (regexMatch "^https?://[0-9.:]+/?$" .Values.publicUrl) -}}
{{- $wrong = append $wrong (printf "publicUrl is %q: an ingress needs a name, not a number" .Values.publicUrl) -}}
{{- end -}}
{{- range $what := list "owner" "database" "tokens" "authority" -}}
{{- if not (get $.Values.secrets $what) -}}
{{- $wrong = append $wrong (printf "secrets.%s is empty: name the Secret that holds it; values.yaml says what is in it" $what) -}}
{{- end -}}
{{- end -}}
{{- range $name, $_ := .Values.services -}}
{{- if not (hasKey $services $name) -}}
{{- $wrong = append $wrong (printf "services.%s: there is no such service; there are %s" $name (keys $services | sortAlpha | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- if .Values.autoscaling.enabled -}}
{{- range $name, $_ := $services -}}
{{- $least := include "telaah.chosen" (list $ $name "replicas") | int -}}
{{- $most := dig $name "maxReplicas" $.Values.autoscaling.maxReplicas $.Values.services | int -}}
{{- if lt $most $least -}}
{{- $wrong = append $wrong (printf "%s may have at most %d replicas and must have %d: raise maxReplicas or lower replicas" $name $most $least) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $documents := include "telaah.chosen" (list . "document" "replicas") | int -}}
{{- if and (not .Values.files.url) (eq .Values.files.volume.accessMode "ReadWriteOnce") (or .Values.autoscaling.enabled (lt 1 $documents)) -}}
{{- $wrong = append $wrong "several replicas of document cannot share a volume that is ReadWriteOnce: give files.url an object store, or files.volume.accessMode ReadWriteMany, or services.document.replicas 1 without autoscaling" -}}
{{- end -}}
{{- if and .Values.secrets.demo (not .Values.demoStart) -}}
{{- $wrong = append $wrong "secrets.demo opens the sign-in of a demo stack alone: give demoStart too, or leave secrets.demo empty" -}}
{{- end -}}
{{- if not (mustHas (.Values.nats.replicas | int) (list 1 3 5)) -}}
{{- $wrong = append $wrong (printf "nats.replicas is %v: a stream is kept by 1, 3 or 5 servers, of which more than half must live" .Values.nats.replicas) -}}
{{- end -}}
{{- if $wrong -}}
{{- fail (printf "\n\n%s\n" (join "\n" $wrong)) -}}
{{- end -}}
{{- end }}
