{{/* Refuses what each value may be, but not all of them together. What a single value may be is in values.schema.json. */}}
{{- define "smtpward.refuse" -}}
{{- $source := .Values.backend.source.mode -}}
{{- $backend := include "smtpward.backend" . -}}
{{- if eq .Values.mode "sidecar" -}}
  {{- if semverCompare "<1.29.0-0" .Capabilities.KubeVersion.Version -}}
    {{- fail (printf "mode: sidecar takes Kubernetes 1.29 or newer, which starts a native sidecar before the mail server; this is %s" .Capabilities.KubeVersion.Version) -}}
  {{- end -}}
  {{- if not (hasPrefix "127." $backend) -}}
    {{- fail (printf "backend.address is %s, but with mode: sidecar the mail server is in the same pod: it has to listen on 127.0.0.1, such as 127.0.0.1:2525" $backend) -}}
  {{- end -}}
  {{- if eq (include "smtpward.backendPort" .) (int .Values.listener.port | toString) -}}
    {{- fail (printf "backend.address and listener.port are both port %d, which one pod has once" (int .Values.listener.port)) -}}
  {{- end -}}
  {{- if .Values.networkPolicy.enabled -}}
    {{- fail "networkPolicy is for gateways: with mode: sidecar the pod and its policy are the mail server's chart's" -}}
  {{- end -}}
{{- else -}}
  {{- if not $backend -}}
    {{- fail "backend.address must be set to the mail server, HOST:PORT, such as mail.example:25 or [2001:db8::1]:25" -}}
  {{- end -}}
  {{- if regexMatch "^(127\\.|localhost:|\\[::1\\]:)" $backend -}}
    {{- fail (printf "backend.address is %s, but nobody else is in a gateway's pod; for a mail server in the same pod there is mode: sidecar" $backend) -}}
  {{- end -}}
  {{- if eq $source "transparent" -}}
    {{- fail "backend.source.mode: transparent takes mode: sidecar: a cluster's network does not carry a client's address from a gateway to another pod or host; proxy-v2 carries it to a mail server that reads the PROXY protocol" -}}
  {{- end -}}
  {{- if and (int .Values.listener.hostPort) (ne .Values.kind "DaemonSet") -}}
    {{- fail "listener.hostPort takes kind: DaemonSet: a node has the port once" -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.backend.source.address (eq $source "transparent") -}}
  {{- fail "backend.source.address is for the other modes: with transparent it is the client's" -}}
{{- end -}}
{{- if .Values.certificate.enabled -}}
  {{- if not .Values.certificate.issuer.name -}}
    {{- fail "certificate.enabled takes certificate.issuer.name, the name of an Issuer or ClusterIssuer of cert-manager" -}}
  {{- end -}}
  {{- if not .Values.certificate.dnsNames -}}
    {{- fail "certificate.enabled takes certificate.dnsNames, the names by which clients know the mail server, such as [mx.example.org]" -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.redis.user (not .Values.redis.passwordSecret.name) -}}
  {{- fail "redis.user takes redis.passwordSecret.name, a secret with the user's password" -}}
{{- end -}}
{{- if and .Values.redis.passwordSecret.name (not .Values.redis.address) -}}
  {{- fail "redis.passwordSecret is for the Redis in redis.address: set it, such as rediss://redis.example:6379" -}}
{{- end -}}
{{- if and (eq .Values.listener.tls "implicit") (not (include "smtpward.tlsSecret" .)) -}}
  {{- fail "listener.tls: implicit takes a certificate: set tls.secretName or certificate.enabled" -}}
{{- end -}}
{{- end -}}
