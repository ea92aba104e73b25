@NullMarked
package io.orchestratex.gateway.apidocs;

import org.jspecify.annotations.NullMarked;
