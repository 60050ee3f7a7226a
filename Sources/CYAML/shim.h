#ifndef AWSPUB_CYAML_SHIM_H
#define AWSPUB_CYAML_SHIM_H

#include <yaml.h>

#endif
