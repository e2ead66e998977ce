{{/* smtpward's configuration. Text from values is quoted as JSON, which HOCON reads. */}}
{{- define "smtpward.config" -}}
{{- $host := ternary "[::]" "0.0.0.0" .Values.ipv6 -}}
{{- $source := .Values.backend.source -}}
smtpward {
  listeners = [
    {
      name = smtp
      address = "{{ $host }}:{{ int .Values.listener.port }}"
      tls = {{ .Values.listener.tls }}
      {{- with .Values.listener.trustedProxies }}
      proxy-protocol = on
      trusted-proxies = {{ toJson . }}
      {{- end }}
    }
  ]
  backend {
    address = {{ include "smtpward.backend" . | toJson }}
    {{- if and .Values.ipv6 (eq $source.mode "transparent") }}
    ipv6-address = "[::1]:{{ include "smtpward.backendPort" . }}"
    {{- end }}
    tls = {{ .Values.backend.tls }}
    source.mode = {{ $source.mode }}
    {{- if ne $source.mode "transparent" }}
    source.address = {{ default (ternary "127.25.25.25" "any" (eq .Values.mode "sidecar")) $source.address | toJson }}
    {{- end }}
    {{- if eq .Values.mode "sidecar" }}
    # Connections from loopback come from forwarders such as a mesh's proxy or kubectl port-forward.
    source.local-clients = as-others
    {{- end }}
  }
  {{- if include "smtpward.tlsSecret" . }}
  tls.certificates = [ { chain = "/etc/smtpward-tls/tls.crt", key = "/etc/smtpward-tls/tls.key" } ]
  {{- end }}
  policy.mode = {{ .Values.policy.mode }}
  {{- with .Values.redis }}
  {{- if .address }}
  shared.redis {
    address = {{ toJson .address }}
    {{- with .user }}
    user = {{ toJson . }}
    {{- end }}
    {{- if .passwordSecret.name }}
    password-file = {{ printf "/etc/smtpward-redis/%s" .passwordSecret.key | toJson }}
    {{- end }}
    patience = {{ .patience }}
  }
  {{- end }}
  {{- end }}
  limits.drain = {{ int .Values.drainSeconds }}s
  admin.address = "{{ $host }}:9125"
}
{{- with .Values.extraConfig }}

# extraConfig
{{ . | trim }}
{{- end }}
{{- end -}}

{{/* Where the mail server is. */}}
{{- define "smtpward.backend" -}}
{{- if eq .Values.mode "sidecar" -}}
{{- default "127.0.0.1:2525" .Values.backend.address -}}
{{- else -}}
{{- .Values.backend.address -}}
{{- end -}}
{{- end -}}

{{- define "smtpward.backendPort" -}}
{{- include "smtpward.backend" . | splitList ":" | last -}}
{{- end -}}

{{/* The secret with Redis' password; nothing if there is none. */}}
{{- define "smtpward.redisSecret" -}}
{{- if .Values.redis.address -}}
{{- .Values.redis.passwordSecret.name -}}
{{- end -}}
{{- end -}}

{{/* The secret with certificate and key; nothing if there is none. */}}
{{- define "smtpward.tlsSecret" -}}
{{- if .Values.tls.secretName -}}
{{- .Values.tls.secretName -}}
{{- else if .Values.certificate.enabled -}}
{{- printf "%s-tls" (include "smtpward.fullname" .) -}}
{{- end -}}
{{- end -}}
