/**
 * What people install: the container image and the Helm chart. Each is built or rendered from the very files that they
 * use, then run or checked by its strictest tool.
 */
package org.smtpward.packaging;
