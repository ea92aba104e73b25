/** Secrets that are stored: only a holder of the key reads them, and only in their place. */
@NullMarked
package io.orchestratex.kit.sealing;

import org.jspecify.annotations.NullMarked;
