/** One API document of all services. */
@NullMarked
package io.orchestratex.gateway.apidocs;

import org.jspecify.annotations.NullMarked;
