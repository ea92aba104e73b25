/** What an alert is, and its life from raised to resolved. */
@NullMarked
package io.orchestratex.alert.lifecycle;

import org.jspecify.annotations.NullMarked;
