"""What can be seen of a running platform: metrics, alerts, the dashboard, traces."""
