/** Watches samples and events, keeps alerts and cases, and sends messages about them. */
@NullMarked
package io.orchestratex.alert;

import org.jspecify.annotations.NullMarked;
