/** From what happened to what is stored: samples and events become alerts, cases and deliveries. */
@NullMarked
package io.orchestratex.alert.intake;

import org.jspecify.annotations.NullMarked;
