/** What stands in {@code monitoring/}, held to what Grafana and Prometheus want of it and to the metrics that there are. */
package org.smtpward.monitoring;
