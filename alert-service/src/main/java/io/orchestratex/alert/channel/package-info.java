/** How a message leaves the system; each channel is one folder. */
@NullMarked
package io.orchestratex.alert.channel;

import org.jspecify.annotations.NullMarked;
