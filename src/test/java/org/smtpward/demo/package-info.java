/** The stand-in does what sendmail does, and the demo tells what happened. */
package org.smtpward.demo;
