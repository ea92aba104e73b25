/** When something is worth an alert: rules, and their state per series. */
@NullMarked
package io.orchestratex.alert.rule;

import org.jspecify.annotations.NullMarked;
