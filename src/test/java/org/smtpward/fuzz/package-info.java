/** Runs the fuzz targets, which stand beside what they fuzz: {@code *Fuzz}. CONTRIBUTING.md says how to run them for longer. */
package org.smtpward.fuzz;
