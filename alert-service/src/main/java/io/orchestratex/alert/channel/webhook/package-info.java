/** The channel that posts to an HTTP receiver. */
@NullMarked
package io.orchestratex.alert.channel.webhook;

import org.jspecify.annotations.NullMarked;
