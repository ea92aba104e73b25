/** Watches samples and events, keeps alerts and cases, and tells people. */
@NullMarked
package io.orchestratex.alert;

import org.jspecify.annotations.NullMarked;
