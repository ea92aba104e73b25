/** News of events, streamed to open pages. */
@NullMarked
package io.orchestratex.gateway.console.live;

import org.jspecify.annotations.NullMarked;
