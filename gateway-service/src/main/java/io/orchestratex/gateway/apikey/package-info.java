/** Keys with which machines call. */
@NullMarked
package io.orchestratex.gateway.apikey;

import org.jspecify.annotations.NullMarked;
