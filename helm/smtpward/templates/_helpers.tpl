{{/* What every object of a release is called: the release, and the chart unless the release says it. */}}
{{- define "smtpward.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What a selector selects by: never changes in the life of a release. */}}
{{- define "smtpward.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "smtpward.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "smtpward.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "smtpward.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "smtpward.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* smtpward's configuration. Text from values is quoted as JSON, which HOCON reads. */}}
{{- define "smtpward.config" -}}
smtpward {
  listeners = [ { name = smtp, address = "0.0.0.0:2525", tls = {{ .Values.listener.tls }} } ]
  backend {
    address = {{ .Values.backend.address | toJson }}
    tls = {{ .Values.backend.tls }}
    source { mode = fixed, address = any }
  }
  {{- if .Values.tls.secretName }}
  tls { certificates = [ { chain = "/etc/smtpward-tls/tls.crt", key = "/etc/smtpward-tls/tls.key" } ] }
  {{- end }}
  policy { mode = {{ .Values.policy.mode }} }
  limits { drain = {{ int .Values.drainSeconds }}s }
  admin { address = "0.0.0.0:9125" }
}
{{- with .Values.extraConfig }}

# extraConfig
{{ . | trim }}
{{- end }}
{{- end -}}
