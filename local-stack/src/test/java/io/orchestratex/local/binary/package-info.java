/** Where the server programs come from. */
@NullMarked
package io.orchestratex.local.binary;

import org.jspecify.annotations.NullMarked;
