{{/* smtpward's container, in a gateway and in a sidecar. */}}
{{- define "smtpward.container" -}}
name: smtpward
{{ include "smtpward.image" . }}
args: ["run"]
{{- with .Values.env }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "smtpward.securityContext" . | nindent 2 }}
ports:
  # A mesh goes by the name: SMTP's server speaks first.
  - name: tcp-smtp
    containerPort: {{ int .Values.listener.port }}
    {{- with int .Values.listener.hostPort }}
    hostPort: {{ . }}
    {{- end }}
    protocol: TCP
  - name: http-admin
    containerPort: 9125
    protocol: TCP
# On the admin port: a probe of the SMTP port would be a session with the backend each time. Before it listens it asks the
# backend whether it would relay, and waits for each reply up to 30 seconds.
startupProbe:
  httpGet:
    path: /livez
    port: http-admin
  periodSeconds: 2
  failureThreshold: 120
livenessProbe:
  httpGet:
    path: /livez
    port: http-admin
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet:
    path: /readyz
    port: http-admin
  periodSeconds: 10
  timeoutSeconds: 5
{{- if eq .Values.mode "gateway" }}
lifecycle:
  preStop:
    exec:
      # Until nobody is sent here any more.
      command: ["sleep", "5"]
{{- end }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{ include "smtpward.volumeMounts" . }}
{{- end -}}

{{- define "smtpward.image" -}}
image: {{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end -}}

{{/* The restricted profile; but for source.mode = transparent. */}}
{{- define "smtpward.securityContext" -}}
{{- if eq .Values.backend.source.mode "transparent" -}}
# Kubernetes gives an added capability to root alone. It is root with this one and no other.
runAsNonRoot: false
runAsUser: 0
runAsGroup: 0
capabilities:
  drop: ["ALL"]
  add: ["NET_RAW"]
{{- else -}}
runAsNonRoot: true
runAsUser: 65532
{{- if eq .Values.mode "sidecar" }}
# Whose the key is where the mail server's pod has no fsGroup, and it may not be everybody's to read.
runAsGroup: 0
{{- else }}
runAsGroup: 65532
{{- end }}
capabilities:
  drop: ["ALL"]
{{- end }}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "smtpward.volumeMounts" -}}
volumeMounts:
  - name: smtpward-config
    mountPath: /etc/smtpward
    readOnly: true
  {{- if include "smtpward.tlsSecret" . }}
  - name: smtpward-tls
    mountPath: /etc/smtpward-tls
    readOnly: true
  {{- end }}
  {{- if include "smtpward.redisSecret" . }}
  - name: smtpward-redis
    mountPath: /etc/smtpward-redis
    readOnly: true
  {{- end }}
  {{- range $index, $secret := .Values.secrets }}
  - name: smtpward-secret-{{ $index }}
    mountPath: /etc/smtpward-secrets/{{ $secret }}
    readOnly: true
  {{- end }}
  # Native libraries are unpacked here.
  - name: smtpward-tmp
    mountPath: /tmp
{{- end -}}

{{/* A list of volumes. Their names have smtpward in them: they may stand beside others. */}}
{{- define "smtpward.volumes" -}}
- name: smtpward-config
  configMap:
    name: {{ include "smtpward.fullname" . }}
{{- with include "smtpward.tlsSecret" . }}
- name: smtpward-tls
  secret:
    secretName: {{ . }}
    # Readable by the group, which is fsGroup, or root's.
    defaultMode: 0440
{{- end }}
{{- with include "smtpward.redisSecret" . }}
- name: smtpward-redis
  secret:
    secretName: {{ . }}
    defaultMode: 0440
    items:
      - key: {{ $.Values.redis.passwordSecret.key }}
        path: {{ $.Values.redis.passwordSecret.key }}
{{- end }}
{{- range $index, $secret := .Values.secrets }}
- name: smtpward-secret-{{ $index }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
{{- end }}
- name: smtpward-tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end -}}

{{/* A change makes new pods, so that a mistake stops the rollout, and what takes a restart takes effect. */}}
{{- define "smtpward.checksum" -}}
checksum/smtpward: {{ include "smtpward.config" . | sha256sum }}
{{- end -}}
