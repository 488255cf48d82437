{{- /* What the templates share. Those of a service take a list: the root, then the service's word. */ -}}

{{- define "telaah.selector" -}}
app.kubernetes.io/name: telaah
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "telaah.labels" -}}
{{ include "telaah.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ (index . 0).Chart.Name }}-{{ (index . 0).Chart.Version }}
{{- end }}

{{- define "telaah.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- /* A service's own choice, or that of all where it has none: root, service, key. */ -}}
{{- define "telaah.chosen" -}}
{{- $of := index . 2 -}}
{{- $all := pick (index . 0).Values $of -}}
{{- $own := pick (get (index . 0).Values.services (index . 1) | default dict) $of -}}
{{- get (merge (deepCopy $own) $all) $of | toYaml -}}
{{- end }}

{{- /* Of a URL, or what is usual for it: URL, usual port. */ -}}
{{- define "telaah.port" -}}
{{- regexFind ":[0-9]+$" (urlParse (index . 0)).host | trimPrefix ":" | default (index . 1) -}}
{{- end }}

{{- /* Of every pod: an account of no rights, no root. */ -}}
{{- define "telaah.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- /* Of every container: nothing to write to, nothing to gain. */ -}}
{{- define "telaah.container" -}}
image: {{ include "telaah.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "telaah.secret" -}}
- name: {{ index . 1 }}
  valueFrom: {secretKeyRef: {name: {{ index . 0 }}, key: {{ index . 1 }}}}
{{- end }}
