/** The channel that appends a line to a file. */
@NullMarked
package io.orchestratex.alert.channel.log;

import org.jspecify.annotations.NullMarked;
