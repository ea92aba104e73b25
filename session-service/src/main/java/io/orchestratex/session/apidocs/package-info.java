/** The service's own API document. */
@NullMarked
package io.orchestratex.session.apidocs;

import org.jspecify.annotations.NullMarked;
