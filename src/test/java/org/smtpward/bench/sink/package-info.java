/**
 * A backend that answers like sendmail, throws mail away and keeps books: which messages came, twice or changed. One event
 * loop a connection; the books are shared and locked.
 */
package org.smtpward.bench.sink;
