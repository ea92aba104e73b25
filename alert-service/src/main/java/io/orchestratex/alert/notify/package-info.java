/** Messages on their way to receivers: each delivered once, in order, and retried for days. */
@NullMarked
package io.orchestratex.alert.notify;

import org.jspecify.annotations.NullMarked;
