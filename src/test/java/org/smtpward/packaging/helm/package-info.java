/**
 * The Helm charts, rendered by Helm itself: what they refuse, what they tell, and whether Kubernetes and smtpward take what
 * they make.
 */
package org.smtpward.packaging.helm;
