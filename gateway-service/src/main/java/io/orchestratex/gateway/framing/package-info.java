/** Which bytes are a request at all: ambiguous ones are refused before they are read. */
@NullMarked
package io.orchestratex.gateway.framing;

import org.jspecify.annotations.NullMarked;
