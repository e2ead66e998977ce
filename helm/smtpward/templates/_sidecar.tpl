{{/*
smtpward in the pod of a mail server, as a native sidecar (Kubernetes 1.29): a list for initContainers. For a chart that
depends on this one, with mode: sidecar, and renders the mail server's pod:

  metadata:
    labels:      {{ include "smtpward.sidecarLabels" .Subcharts.smtpward }}
    annotations: {{ include "smtpward.checksum" .Subcharts.smtpward }}
  spec:
    initContainers: {{ include "smtpward.sidecar" .Subcharts.smtpward }}
    volumes:        {{ include "smtpward.volumes" .Subcharts.smtpward }}
*/}}
{{- define "smtpward.sidecar" -}}
{{- if eq .Values.backend.source.mode "transparent" -}}
- {{ include "smtpward.networkUp" . | nindent 2 | trim }}
{{ end -}}
- {{ include "smtpward.container" . | nindent 2 | trim }}
  restartPolicy: Always
{{- end -}}

{{/* Sets the pod's routing rules for source.mode = transparent. */}}
{{- define "smtpward.networkUp" -}}
name: smtpward-network
{{ include "smtpward.image" . }}
args: ["network", "up"]
securityContext:
  runAsNonRoot: false
  runAsUser: 0
  runAsGroup: 0
  capabilities:
    drop: ["ALL"]
    add: ["NET_ADMIN"]
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{ include "smtpward.volumeMounts" . }}
{{- end -}}

{{/* By which PodMonitor finds the mail server's pod. */}}
{{- define "smtpward.sidecarLabels" -}}
smtpward-sidecar: {{ include "smtpward.fullname" . }}
{{- end -}}
