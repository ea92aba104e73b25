/** What holds a service against its own API document. */
@NullMarked
package io.orchestratex.kit.apidocs;

import org.jspecify.annotations.NullMarked;
