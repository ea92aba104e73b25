/** The API document of a service. */
@NullMarked
package io.orchestratex.kit.apidocs;

import org.jspecify.annotations.NullMarked;
