/** What a request holds on its way through. */
@NullMarked
package io.orchestratex.gateway.proxy;

import org.jspecify.annotations.NullMarked;
