/** Notices on their way to channels: each told once, in order, with patience. */
@NullMarked
package io.orchestratex.alert.notify;

import org.jspecify.annotations.NullMarked;
