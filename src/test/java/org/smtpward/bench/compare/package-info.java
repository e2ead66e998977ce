/** Programs of measurements: contenders beside each other, growth with one parameter, time to start. */
package org.smtpward.bench.compare;
