{{- define "quarry.labels" -}}
app.kubernetes.io/name: quarry
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "quarry.selector" -}}
app.kubernetes.io/name: quarry
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "quarry.pod" -}}
serviceAccountName: default
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
terminationGracePeriodSeconds: 60
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "quarry.container" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
volumeMounts:
  - { name: files, mountPath: /data }
  - { name: temporary, mountPath: /tmp }
  - { name: secrets, mountPath: /run/secrets/quarry, readOnly: true }
{{- end }}

{{- define "quarry.settings" -}}
{{- range $name, $value := .Values.settings }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "quarry.secrets" -}}
{{- range .Values.secrets.keys }}
- { name: {{ . }}_FILE, value: /run/secrets/quarry/{{ . }} }
{{- end }}
{{- end }}

{{- define "quarry.volumes" -}}
- name: files
{{- if .Values.files.existingClaim }}
  persistentVolumeClaim: { claimName: {{ .Values.files.existingClaim }} }
{{- else }}
  emptyDir: {}
{{- end }}
- name: temporary
  emptyDir: {}
- name: secrets
  secret:
    secretName: {{ .Values.secrets.name }}
    defaultMode: 288 # 0440: the group reads
{{- end }}
